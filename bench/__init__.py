"""Benchmarks that print ratios, each with its peer or baseline in the same run: `python3 run.py bench NAME`."""
