"""Prior authorization: a payer is asked before a service, reminded, and answered when he refuses."""
