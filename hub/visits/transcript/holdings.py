"""What of the transcripts belongs to a patient; the words are among the documents."""

from hub.patients.belongings import belongs

belongs("visit_transcript", title="Transcripts of video visits",
        children=(("visit_transcript_consent", "transcript_id"),))  # fmt: skip
