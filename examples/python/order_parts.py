#!/usr/bin/python3
"""Orders parts in the sandbox and follows them to the finished, serialised thing.

    script/start &
    examples/python/order_parts.py --secrets vatline-data/secrets.json \\
        --sandbox vatline-data/sandbox.json crown.stl bridge.stl

Plain HTTP with requests, so that every call can be seen. Ends with 0 only when every part of
the order is complete and has a serial number.
"""

import argparse
import datetime
import json
import pathlib
import sys
import time
import uuid

import requests

from authtoken_create import create_token, read_secrets

POLL_S = 0.5
PAGE_LIMIT = 1000


class Failure(Exception):
    """The journey cannot go on; the text is for the person who started it."""


class Api:
    """The calls of one account. Paths start with /v1 or /sandbox/v1."""

    def __init__(self, url, secrets):
        self.url = url.rstrip("/")
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {create_token(secrets, exp_minutes=60)}"

    def call(self, method, path, **options):
        """Answers the response; repeats after 429 as it is told to; fails on any other error."""
        while True:
            try:
                response = self.session.request(method, self.url + path, timeout=300, **options)
            except requests.RequestException as error:
                raise Failure(f"{method} {path}: {error}") from error
            if response.status_code != 429:
                break
            time.sleep(int(response.headers.get("Retry-After", "1")))
        if response.ok:
            return response
        raise Failure(f"{method} {path}: {response.status_code} {response.text[:500]}")

    def get(self, path, **query):
        return self.call("GET", path, params=query).json()

    def post(self, path, body):
        return self.call("POST", path, json=body).json()


def main():
    arguments = parse_arguments()
    secrets = read_secrets(arguments.secrets)
    try:
        sandbox = json.loads(pathlib.Path(arguments.sandbox).read_text(encoding="utf-8"))
        run_journey(Api(arguments.url or address_of(sandbox), secrets), sandbox, arguments)
    except (Failure, OSError, ValueError) as error:
        sys.exit(f"order_parts: {error}")
    except KeyError as error:
        sys.exit(f"order_parts: {error} is missing from an answer or from {arguments.sandbox}")


def run_journey(api, sandbox, arguments):
    """From files to finished parts, one step of the shop after the other."""
    parts = [create_part(api, sandbox, file) for file in arguments.stl]
    order = place_order(api, [part["uuid"] for part in parts] * arguments.quantity)

    build_uuids = wait_until_packed(api, order, arguments.timeout_s)
    for build_uuid in build_uuids:
        save_attachments(api, build_uuid, pathlib.Path(arguments.out), arguments.timeout_s)

    serials = sandbox["printer_serials"][:2]
    print_orders = [print_build(api, build_uuid, serials) for build_uuid in build_uuids]
    show_fleet(api, serials)

    now = api.post("/sandbox/v1/clock", {"until_idle": True})["now"]
    say(f"moved the clock on until nothing was left to do: it is {now}")
    show_prints(api, print_orders)
    check_order(api, order)


def create_part(api, sandbox, file):
    """Uploads a model and makes a part of it, under the part number that packs by itself."""
    path = pathlib.Path(file)
    headers = {
        "Content-Type": "application/octet-stream",
        "filename": path.name.encode("ascii", "replace").decode(),
        "application-uuid": sandbox["application_uuid"],
        "external-id": f"{path.stem[:200].encode('ascii', 'replace').decode()}-{uuid.uuid4()}",
    }
    model = api.call("POST", "/v1/models", data=path.read_bytes(), headers=headers).json()
    body = {
        "part_number": sandbox["part_numbers"][0],
        "model_uuid": model["uuid"],
        "application_uuid": sandbox["application_uuid"],
    }
    part = api.post("/v1/parts", body)
    say(f"uploaded {path.name} ({path.stat().st_size} bytes): part {part['uuid']}")
    return part


def place_order(api, part_uuids):
    """Orders one of each, due in two days of the shop's time, to be packed at once."""
    now = parse_time(api.get("/sandbox/v1/clock")["now"])
    body = {
        "part_order_number": f"EXAMPLE-{uuid.uuid4().hex[:8]}",
        "parts": [{"uuid": part_uuid} for part_uuid in part_uuids],
        "due_date": (now + datetime.timedelta(days=2)).isoformat(),
        "flush": True,
    }
    order = api.post("/v1/part_orders", body)
    say(f"ordered {len(part_uuids)} parts as {order['part_order_number']}: {order['status']}")
    return order


def wait_until_packed(api, order, timeout_s):
    """Answers the uuids of the order's builds as soon as every part has one."""
    deadline = time.monotonic() + timeout_s
    while True:
        parts = printed_parts_of(api, order)
        for part in parts:
            if part["status"] == "failed":
                raise Failure(f"part {part['part_uuid']} cannot be built: {part.get('error')}")
        waiting = [part for part in parts if not part.get("build_uuid")]
        if not waiting:
            break
        if time.monotonic() > deadline:
            raise Failure(f"{len(waiting)} of {len(parts)} parts were not packed in {timeout_s} s")
        time.sleep(POLL_S)
    build_uuids = sorted({part["build_uuid"] for part in parts})
    builds = api.get("/v1/builds", uuid=build_uuids, limit=PAGE_LIMIT)["builds"]
    say(f"packed on {len(builds)} build platforms:")
    table(("build", "status", "parts"), [(b["name"], b["status"], len(b["parts"])) for b in builds])
    return build_uuids


def save_attachments(api, build_uuid, folder, timeout_s):
    """Saves the pictures of a plate and its traveler to a folder. Other files come later."""
    deadline = time.monotonic() + timeout_s
    while True:
        build = api.get(f"/v1/builds/{build_uuid}")
        attachments = build.get("attachments") or []
        if any(attachment["filename"].endswith("traveler.pdf") for attachment in attachments):
            break
        if time.monotonic() > deadline:
            raise Failure(f"{build['name']} has no traveler after {timeout_s} s")
        time.sleep(POLL_S)
    folder.mkdir(parents=True, exist_ok=True)
    for attachment in attachments:
        path = folder / safe_name(attachment["filename"])
        content = api.call("GET", f"/v1/attachments/{attachment['uuid']}").content
        if not content:
            raise Failure(f"attachment {attachment['filename']} of {build['name']} is empty")
        path.write_bytes(content)
        say(f"saved {path} ({len(content)} bytes)")


def print_build(api, build_uuid, serials):
    """Queues one copy of a build on each of the printers."""
    body = {
        "build_uuid": build_uuid,
        "total_copies": len(serials),
        "route_to": serials,
        "print_order_number": f"PRINT-{uuid.uuid4().hex[:8]}",
    }
    print_order = api.post("/v1/print_orders", body)
    say(f"sent {body['total_copies']} copies to {', '.join(serials)}")
    return print_order


def show_fleet(api, serials):
    """Shows every printer, and what waits for those that were given work."""
    printers = api.get("/v1/printers", limit=PAGE_LIMIT, offset=0)["printers"]
    say(f"the fleet has {len(printers)} printers:")
    table(
        ("printer", "type", "state", "prints now", "queued"),
        [
            (
                printer["serial"],
                printer["hw_type"],
                printer["status"]["printer_state"],
                printer["prints"].get("current", {}).get("name", "-"),
                printer["prints"]["queue_length"],
            )
            for printer in printers
        ],
    )
    queues = api.get("/v1/printers/queues", printer_serial=serials)["printer_queues"]
    for queue in queues:
        say(f"queue of {queue['printer_serial']}: {' '.join(queue['print_uuids']) or 'empty'}")


def show_prints(api, print_orders):
    """Shows how the prints of the print orders ended."""
    prints = [
        row
        for print_order in print_orders
        for row in api.get(
            "/v1/prints",
            print_order_uuid=print_order["uuid"],
            status=["finished", "failed", "canceled"],
            limit=PAGE_LIMIT,
        )["prints"]
    ]
    say(f"{len(prints)} prints ended:")
    table(
        ("print", "build", "status", "started", "finished"),
        [
            (p["print_id"], p["name"], p["status"], p.get("started_at"), p.get("finished_at"))
            for p in prints
        ],
    )


def check_order(api, order):
    """Shows the finished parts; fails unless all are complete and serialised."""
    parts = printed_parts_of(api, order)
    say(f"{len(parts)} printed parts:")
    table(
        ("serial number", "print", "status"),
        [(p.get("serial_number"), p.get("print_id"), p["status"]) for p in parts],
    )
    status = api.get(f"/v1/part_orders/{order['uuid']}")["status"]
    unfinished = [p for p in parts if p["status"] != "complete" or not p.get("serial_number")]
    if status != "complete" or unfinished:
        raise Failure(
            f"part order {order['part_order_number']} is {status}, "
            f"{len(unfinished)} of its parts are not complete"
        )
    say(f"part order {order['part_order_number']} is complete")


def printed_parts_of(api, order):
    """The order's printed parts, all pages."""
    rows, cursor = [], None
    while True:
        query = {"part_order_uuid": order["uuid"], "limit": PAGE_LIMIT, "sort": "created_at"}
        page = api.get("/v1/printed_parts", **query, **({"cursor": cursor} if cursor else {}))
        rows += page["parts"]
        cursor = page.get("next_cursor")
        if not cursor:
            return rows


def address_of(sandbox):
    return sandbox["base_url"].rstrip("/").removesuffix("/v1")


def parse_time(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def safe_name(text):
    return "".join(char if char.isalnum() or char in "._-" else "_" for char in text)


def say(text):
    print(text, flush=True)


def table(head, rows):
    """Prints rows below a head, columns as wide as they need to be."""
    cells = [[str("-" if value in (None, "") else value) for value in row] for row in [head, *rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    for row in cells:
        print("  " + "  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())


def parse_arguments():
    parser = argparse.ArgumentParser(description="Orders parts in the sandbox.")
    parser.add_argument("stl", nargs="+", help="model files")
    parser.add_argument("--url", help="address of the server (default: what sandbox.json says)")
    parser.add_argument("--secrets", default="vatline-data/secrets.json", help="the API key")
    parser.add_argument(
        "--sandbox", default="vatline-data/sandbox.json", help="what the sandbox says of itself"
    )
    parser.add_argument("--quantity", type=int, default=1, help="how many of each (default: 1)")
    parser.add_argument("--out", default="order-files", help="folder for travelers and pictures")
    parser.add_argument(
        "--timeout_s", type=float, default=120, help="longest wait for packing (default: 120)"
    )
    arguments = parser.parse_args()
    if arguments.quantity < 1:
        parser.error("--quantity is at least 1")
    return arguments


if __name__ == "__main__":
    main()
