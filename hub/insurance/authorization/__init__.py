"""Prior authorization: a payer is asked before a service whether it will pay (X12 278 out and in, 005010X217).

Owns the request with its services, what the payer answered, until when and for how many units that is good, and which
claim lines use it up. States PriorAuthorizationChanged. The pathway `prior_authorization` asks this module's steps; the
files go over insurance's own link. It may import what insurance may, and insurance's own parts.
"""
