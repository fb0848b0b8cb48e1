"""Serve the sample site by hand: python -m crawler.sample [--port N]."""

import argparse
import sys
import threading

from crawler.sample.server import SampleSite


def main() -> int:
    """Serve until Ctrl-C; say the URL on stdout. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m crawler.sample", description=__doc__)
    parser.add_argument("--port", type=int, default=8080, help="0 for any free one (default: 8080)")
    parser.add_argument("--edition", type=int, default=1, help="2: some stories have changed")
    options = parser.parse_args()
    try:
        site = SampleSite(options.port, options.edition)
    except (OSError, OverflowError) as error:
        print(f"cannot serve on port {options.port}: {error}; try --port 0", file=sys.stderr)
        return 2
    with site:
        print(f"The sample news site is at {site.url} (Ctrl-C stops it)", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
