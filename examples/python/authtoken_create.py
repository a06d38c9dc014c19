#!/usr/bin/python3
"""Prints a bearer token made from a secrets file, and nothing else.

    authtoken_create.py secrets.json --exp_hours 24
    authtoken_create.py secrets.json --exp_minutes 15
"""

import argparse
import json
import sys
import time

import jwt


def create_token(secrets, exp_minutes):
    """Signs a token with the key that `secrets` holds, good for `exp_minutes` from now."""
    claims = {"iss": secrets["client_id"], "exp": int(time.time() + 60 * exp_minutes)}
    return jwt.encode(claims, secrets["client_secret"], algorithm="RS256")


def read_secrets(path):
    """Reads a secrets file as the key page hands it out; leaves the program where it is none."""
    try:
        with open(path, encoding="utf-8") as file:
            secrets = json.load(file)
    except (OSError, ValueError) as error:
        sys.exit(f"cannot read {path}: {error}")
    if not isinstance(secrets, dict) or not {"client_id", "client_secret"} <= secrets.keys():
        sys.exit(f"{path} holds no client_id and client_secret")
    return secrets


def positive(text):
    """Reads a number above zero from the command line."""
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a number above zero")
    return value


def main():
    parser = argparse.ArgumentParser(description="Prints a bearer token made from a secrets file.")
    parser.add_argument("path", help="secrets.json with client_id and client_secret")
    lifetime = parser.add_mutually_exclusive_group()
    lifetime.add_argument("--exp_hours", type=positive, help="hours for which it is good")
    lifetime.add_argument(
        "--exp_minutes", type=positive, help="minutes for which it is good (default: 60)"
    )
    arguments = parser.parse_args()
    minutes = 60 * arguments.exp_hours if arguments.exp_hours else arguments.exp_minutes or 60
    try:
        print(create_token(read_secrets(arguments.path), minutes))
    except (ValueError, TypeError, jwt.PyJWTError) as error:
        sys.exit(f"{arguments.path}: client_secret is not a private key: {error}")


if __name__ == "__main__":
    main()
