"""What of the recordings belongs to a patient."""

from hub.patients.belongings import belongs

belongs("visit_recording", title="Recordings of video visits", hide=("key_sealed",),
        children=(("visit_recording_consent", "recording_id"), ("visit_recording_file", "recording_id")))  # fmt: skip
