"""An order for the laboratory: signed, its specimen taken, its result entered, looked at in time."""
