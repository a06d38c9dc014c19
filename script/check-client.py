#!/usr/bin/env python3
"""Walks a whole order through a running sandbox with a client that somebody generated.

Takes any Python client made by OpenAPI Generator for a version of the compatible interface, as it
is published: nothing in it is changed. Every operation that the client has is called at least
once; what it cannot read raises there. Prints what was called, and ends with 1 when an operation
of the client was not.

    script/check-client.py --client FOLDER --sandbox vatline-data
"""
import argparse
import glob
import importlib
import inspect
import json
import os
import re
import struct
import sys
import time
import urllib.request
from datetime import datetime, timedelta, timezone

import jwt
import requests


def main():
    options = read_options()
    sys.path.insert(0, options.client)
    client = importlib.import_module(package_in(options.client))
    with open(f"{options.sandbox}/sandbox.json", encoding="utf-8") as file:
        sandbox = json.load(file)
    caller = Caller(client, sandbox)
    Walk(caller, sandbox).run()
    missing = sorted(caller.operations - set(caller.called))
    print(f"{len(caller.called)} of {len(caller.operations)} operations, "
          f"{sum(caller.called.values())} calls, client {client.__version__}")
    for name in missing:
        print(f"not called: {name}")
    return 1 if missing else 0


def read_options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--client", required=True, help="folder that holds the client's package")
    parser.add_argument("--sandbox", default="vatline-data", help="folder of the sandbox")
    return parser.parse_args()


def package_in(folder):
    """The generated package is the one with an api_client."""
    found = glob.glob(f"{folder}/*/api_client.py")
    assert found, f"{folder} holds no generated client"
    return os.path.basename(os.path.dirname(found[0]))


class Caller:
    """All operations of a client by their names, each call counted."""

    def __init__(self, client, sandbox):
        self.client = client
        self.token = self._token(sandbox["secrets_file"])
        config = client.Configuration(host=f"{sandbox['base_url']}/v1")
        config.access_token = self.token
        api_client = client.ApiClient(config)
        self.methods = {}
        for _, cls in inspect.getmembers(client, inspect.isclass):
            if cls.__name__.endswith("Api"):
                api = cls(api_client)
                for name, method in inspect.getmembers(api, inspect.ismethod):
                    if re.match(r"^[a-z]", name) and not name.endswith("_with_http_info"):
                        self.methods[name] = method
        self.operations = set(self.methods)
        self.called = {}

    @staticmethod
    def _token(secrets_file):
        with open(secrets_file, encoding="utf-8") as file:
            secrets = json.load(file)
        claims = {"iss": secrets["client_id"], "exp": int(time.time()) + 3600}
        return jwt.encode(claims, secrets["client_secret"], algorithm="RS256")

    def __contains__(self, name):
        return name in self.methods

    def __call__(self, name, *args, **kwargs):
        answer = self.methods[name](*args, **kwargs)
        self.called[name] = self.called.get(name, 0) + 1
        print(f"{name:34} {summary(answer)}")
        return answer

    def refused(self, name, status, *args, **kwargs):
        """Calls what must be refused with this status."""
        try:
            self.methods[name](*args, **kwargs)
        except self.client.ApiException as problem:
            assert problem.status == status, f"{name}: {problem.status} {problem.body}"
            self.called[name] = self.called.get(name, 0) + 1
            print(f"{name:34} refused: {problem.status} {json.loads(problem.body)['code']}")
            return
        raise AssertionError(f"{name} was not refused")


def summary(answer):
    if answer is None:
        return "no body"
    if isinstance(answer, str):
        return f"file {answer}"
    text = re.sub(r"\s+", " ", str(answer))
    return text if len(text) <= 90 else f"{text[:90]}..."


class Walk:
    """From an upload to measurements, with every operation that the client knows."""

    def __init__(self, caller, sandbox):
        self.call = caller
        self.client = caller.client
        self.sandbox = sandbox

    def run(self):
        self.call("get_applications")
        models = self.upload()
        parts = self.make_parts(models)
        order = self.order(parts)
        build = self.look_at_builds(order)
        self.print(build)
        self.look_at_history()

    def upload(self):
        application = self.sandbox["application_uuid"]
        model = self.call("upload_model", "bracket.stl", application_uuid=application, body=box())
        assert self.call("get_model", model.uuid).filename == "bracket.stl"
        if "find_models" in self.call:
            assert len(self.call("find_models", uuid=[model.uuid]).models) == 1
            self.call.refused("find_models", 400)
        if "get_models" in self.call:
            assert self.call("get_models", 10).total_count >= 1
        models = [model.uuid]
        if "download_model" in self.call:
            self.call("download_model", model.uuid)
        if "get_presigned_upload_url" in self.call:
            models.append(self.upload_presigned())
        if "create_model_program_run" in self.call:
            models.append(self.run_program(model.uuid))
        return models

    def upload_presigned(self):
        request = self.client.ModelPresignedUploadUrlRequest(filename="plate.stl")
        begun = self.call("get_presigned_upload_url", model_presigned_upload_url_request=request)
        put = requests.put(begun.presigned_url, data=box(), timeout=60)
        assert put.ok, put.text
        resolve = self.client.ModelResolveUploadRequest(
            filename="plate.stl", model_etag=put.headers["ETag"], model_uuid=begun.model_uuid)
        self.call("resolve_presigned_model_upload", model_resolve_upload_request=resolve)
        return begun.model_uuid

    def run_program(self, model_uuid):
        request = self.client.ModelProgramRunRequest(
            model_program_uuid=self.sandbox["model_program_uuids"]["hollow"],
            parameters={"~MODEL_UUID~": model_uuid})
        run = self.call("create_model_program_run", model_program_run_request=request)
        for _ in range(240):
            run = self.call("get_model_program_run", run.uuid)
            if run.status != "preparing":
                break
            time.sleep(0.5)
        assert run.status == "complete", run
        if "get_model_program_runs" in self.call:
            runs = self.call("get_model_program_runs", uuid=[run.uuid])
            assert len(runs.model_program_runs) == 1
        return run.model_uuid

    def make_parts(self, models):
        number = self.sandbox["part_numbers"][0]
        parts = []
        for model in models:
            request = self.client.PartRequest(part_number=number, model_uuid=model)
            parts.append(self.call("create_part", part_request=request))
        self.call("get_part", parts[0].uuid)
        self.call("get_parts", 10, model_uuid=models, sort=["part_number", "uuid,desc"])
        return parts

    def order(self, parts):
        due = (datetime.now(timezone.utc) + timedelta(days=2)).isoformat()
        entries = [{"uuid": part.uuid} for part in parts]
        make = lambda number, flush: self.call("create_part_order", part_order_request=(
            self.client.PartOrderRequest(
                part_order_number=number, parts=entries, due_date=due, flush=flush)))
        unwanted = make("PO-2", False)
        self.call("delete_part_order", unwanted.uuid)
        order = make("PO-1", False)
        update = self.client.PartOrderUpdateRequest(flush=True)
        self.call("update_part_order", order.uuid, part_order_update_request=update)
        self.move_clock({"advance_s": 0})
        order = self.call("get_part_order", order.uuid)
        self.call.refused("delete_part_order", 405, order.uuid)
        self.call("get_part_orders", 10, part_order_number="PO-1", sort=["updated_at,desc"])
        return order

    def look_at_builds(self, order):
        builds = self.call("get_builds", 10, uuid=order.build_uuids, sort=["created_at"]).builds
        build = self.call("get_build", builds[0].uuid)
        for attachment in build.attachments:
            self.call("get_attachment", attachment.uuid)
        return build

    def print(self, build):
        serial = self.call("get_printers", 100, 0).printers[0].serial
        serial = self.sandbox["printer_serials"][0] or serial
        request = self.client.PrintOrderRequest(
            build_uuid=build.uuid, total_copies=3, route_to=[serial], print_order_number="P-1")
        print_order = self.call("create_print_order", print_order_request=request)
        update = self.client.PrintOrderUpdateRequest(notes="from a client")
        self.call("update_print_order", print_order.uuid, print_order_update_request=update)
        self.call("get_print_order", print_order.uuid)
        self.call("get_print_orders", 10, printer_serial=[serial])
        queue = self.call("get_printer_queues", printer_serial=[serial]).printer_queues[0]
        move = self.client.PrinterQueueMoveRequest(
            action_type="PrinterQueueMoveRequest", printer_serial=serial, index=0,
            print_uuids=[queue.print_uuids[-1]])
        self.call("update_printer_queue", unknown_base_type=move)
        delete = self.client.PrinterQueueDeleteRequest(
            action_type="PrinterQueueDeleteRequest", print_uuids=[queue.print_uuids[-1]])
        self.call("update_printer_queue", unknown_base_type=delete)
        self.call("get_printer", serial)
        self.move_clock({"until_idle": True})

    def look_at_history(self):
        prints = self.call("get_prints", 10, sort=["finished_at,desc"]).prints
        assert prints, "no print has finished"
        if "get_print_quality_data" in self.call:
            ids = [each.print_id for each in prints]
            assert len(self.call("get_print_quality_data", ids).prints) == len(ids)
        parts = self.call("get_printed_parts", 10, print_id=[prints[0].print_id]).parts
        part = self.call("get_printed_part", parts[0].uuid)
        assert part.status == "complete", part
        self.call("get_part_measurement_templates", 10)
        self.call("get_part_measurements", 10, printed_part_uuid=[part.uuid])

    def move_clock(self, command):
        request = urllib.request.Request(
            f"{self.sandbox['base_url']}/sandbox/v1/clock",
            data=json.dumps(command).encode(),
            headers={"Authorization": f"Bearer {self.call.token}",
                     "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=600) as answer:
            answer.read()


def box(width=30.0, depth=20.0, height=10.0):
    """A binary STL of a box, so that the check needs no file."""
    x, y, z = (0.0, width), (0.0, depth), (0.0, height)
    corners = [(x[i & 1], y[i >> 1 & 1], z[i >> 2 & 1]) for i in range(8)]
    faces = ["021", "123", "456", "657", "014", "415", "263", "367", "042", "246", "135", "375"]
    body = b"".join(
        struct.pack("<12fH", 0, 0, 0, *(v for corner in face for v in corners[int(corner)]), 0)
        for face in faces)
    return bytes(80) + struct.pack("<I", len(faces)) + body


if __name__ == "__main__":
    sys.exit(main())
