"""A message that became somebody's task: one person of one role follows it up."""
