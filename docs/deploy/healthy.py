"""Whether the web process of this container can take answers: asked by its public name, as visitors do."""

import os
import sys
import urllib.request
from urllib.parse import urlsplit

name = urlsplit(os.environ.get("SURVEY_BASE_URL", "")).netloc or "127.0.0.1"
address = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/health/ready"
try:
    urllib.request.urlopen(urllib.request.Request(address, headers={"Host": name}), timeout=4)
except OSError:
    sys.exit(1)
