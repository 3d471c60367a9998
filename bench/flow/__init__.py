"""The parts of `bench workflow`: the processes of a hub, browsers without a screen, and one module per question."""
