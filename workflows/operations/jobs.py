"""The jobs of operating cases: the work of bulk repairs (`batches.work`)."""

from workflows.operations import batches

__all__ = ["batches"]
