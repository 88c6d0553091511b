"""XLSForm in and out: the spreadsheets in which many other survey tools keep a form."""
