"""Front desk: the day board, check-in, queues with tokens and service points, screens (display, kiosk), card photos.

It owns queue_category, service_point, queue_ticket, screen and insurance_card. It states TicketChanged
and EmergencyArrived: an emergency is an encounter that the desk begins (emergencies.py). A ticket's
number is not its time: the order is priority, then the later of appointment and arrival. It may import
hub.encounters, hub.scheduling, hub.patients, hub.staff, hub.identity and hub.core; nobody below knows of it.
"""
