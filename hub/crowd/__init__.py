"""The crowd: a hospital of the real size, invented, for measuring and for seeing how lists behave (`hub demo load
--scale large`). Written by COPY below the actions, so it states no fact and leaves one audit row per table; statuses,
times and sums are what the actions would have left. Nobody imports it but the command line, the bench and tests.
"""
