"""What `bench monitoring` is made of: monitors that send, screens that look, and the plain way of doing it."""
