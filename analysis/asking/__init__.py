"""Questions of one's own to the answers of a survey, as tables that disclosure control knows."""
