"""`python -m provider_sandbox [--port 8099]`: prints the address it listens on, then serves until it is stopped."""

from __future__ import annotations

import argparse
import sys

from provider_sandbox.server import Server


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="provider_sandbox", description="Pretended providers. Nothing here is real."
    )
    parser.add_argument("--port", type=int, default=8099, help="0 chooses a free one")
    server = Server(("127.0.0.1", parser.parse_args().port))
    sys.stdout.write(f"PROVIDER_SANDBOX={server.url}\n")
    sys.stdout.flush()
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
