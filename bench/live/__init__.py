"""What `bench sockets` is made of: the servers that are compared, and the crowd that listens to them."""
