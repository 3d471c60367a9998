"""A second signature: what somebody who learns has signed goes to the supervisor, who signs beside or gives it back."""
