"""Running cases in the hands of who operates them: incidents by cause and in bulk, suspend and resume, edit data, move
the token, complete by hand, messages from outside, and the heat map of a pathway. It owns case_batch and
message_receipt; its fact BatchMoved is in `workflows.facts`. May import workflows and hub.core.
"""
