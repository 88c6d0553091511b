"""The web application: pages for respondents; thin, with every rule kept in fieldwork."""
