"""OAuth 2.1 and OpenID Connect provider: other apps act for a person, with scopes, by his consent. Owns oauth_client,
oauth_grant and oauth_refresh. Authorization code with PKCE S256 only, exact redirect addresses, rotating refresh tokens
whose reuse ends the whole grant (SMART App Launch 2.2, RFC 9700). Tokens are JWT (RFC 9068) made and checked by
joserfc, the JOSE core of Authlib; a grant that ended makes its tokens worthless on the next request.
"""
