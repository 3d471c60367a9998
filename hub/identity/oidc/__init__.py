"""Sign-in from a hospital's own OpenID Connect provider. Owns identity_provider and external_identity. The port is
`provider.Provider`: `HttpProvider` speaks to a real one, `TestProvider` is its labelled twin in this process,
with fault modes, for demos and tests. Authorization code with PKCE, state bound to the browser, nonce, and an
id token that is checked against the provider's keys. Nobody is linked by an e-mail address that the provider
has not verified.
"""
