"""`python -m trialoog`: the same as the `trialoog` command.  No logic stands here."""

import sys

from trialoog.cli import main

sys.exit(main())
