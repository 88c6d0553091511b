"""The background worker: contact details moved on, reports made that the team asked for."""
