"""`python -m provider_sandbox [--port 8099] [--mail-port 8025]`: prints what to start Headrace with, then serves until it is stopped."""

from __future__ import annotations

import argparse
import sys
import threading

from provider_sandbox.mail import MailServer
from provider_sandbox.server import Server


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="provider_sandbox", description="Pretended providers. Nothing here is real."
    )
    parser.add_argument("--port", type=int, default=8099, help="0 chooses a free one")
    parser.add_argument(
        "--mail-port", type=int, default=8025, help="of the mail server; 0 chooses a free one"
    )
    given = parser.parse_args()
    server = Server(("127.0.0.1", given.port))
    mail = MailServer(("127.0.0.1", given.mail_port), server.mails)
    threading.Thread(target=mail.serve_forever, name="mail", daemon=True).start()
    sys.stdout.write(f"PROVIDER_SANDBOX={server.url}\nOUTBOUND_ALLOW={mail.address}\n")
    sys.stdout.flush()
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        mail.shutdown()
        mail.server_close()
        server.server_close()


if __name__ == "__main__":
    main()
