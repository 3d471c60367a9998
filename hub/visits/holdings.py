"""What of the video visits belongs to a patient."""

from hub.patients.belongings import belongs

belongs("visit", title="Video visits", children=(("visit_message", "visit_id"),))
