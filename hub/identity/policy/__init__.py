"""Policy: who may what beyond the built-in roles. Owns custom_role, access_rule (grants and denials by role or person,
department and relation to the patient), session_policy (limits by role) and api_key (service accounts); it states
RoleChanged. `permissions.decide` is the one function that turns all of it into what a person may do; the session
lookup of identity asks it on every request, so that a change acts on the next one.
"""
