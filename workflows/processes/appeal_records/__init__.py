"""Records for an appeal: a clinician chooses what of the record goes along with the billing office's letter."""
