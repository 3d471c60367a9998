"""The hospital: domain modules on a small core. `hub.core` knows no clinical word; every other package below is one
room of the hospital and says in its own first paragraph what it owns, which facts it states and whom it may import."""
