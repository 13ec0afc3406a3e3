#!/usr/bin/env python3
"""Floods a console: as many connections as it lets stand, slow readers, and random requests.

Prints one JSON object: how many requests were sent, by the status of their answers; `broken` are answers
that are none, and `forgiven` those that let a request in which nobody may have made. Uses the standard
library alone.
"""
import argparse
import collections
import json
import random
import socket
import threading
import time

ROUTES = ["/", "/enter", "/wish", "/leave", "/events", "/patient", "/patient?code=M01-001", "/report",
          "/report?session=../x", "/library?q=a&kind=duplicates", "/track?id=0", "/trial", "/record",
          "/sign-in", "/start", "/sign", "/hand-over", "/take-back", "/console.css", "/console.js", "/%2e%2e/etc/passwd",
          "/../../etc/passwd", "/wish/", "//", "/?language=fr", "/?language=%00", "/events?x=" + "y" * 3000]
METHODS = ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "X" * 300]
WORDS = ["quiet on", "vitals 120 80", "level 0 -3", "answer 1 1", "stop", "adverseEvent x", "\0", "é" * 900,
         "<script>", "'; DROP TABLE", "%", "quiet on&quiet off", "infusion stopped"]
ANSWERS = {200, 303, 400, 401, 403, 404, 405, 408, 409, 411, 413, 429, 431, 503}


class Flood:
    def __init__(self, given):
        self.given = given
        self.until = time.monotonic() + given.seconds
        self.lock = threading.Lock()
        self.statuses = collections.Counter()
        self.broken = []
        self.forgiven = []

    def connect(self, timeout=10):
        connection = socket.socket()
        connection.settimeout(timeout)
        connection.connect(("127.0.0.1", self.given.port))
        return connection

    def request(self, dice):
        """A request that nobody may make, and whether it is whole in every other respect."""
        method, path = dice.choice(METHODS[:3] if dice.random() < 0.7 else METHODS), dice.choice(ROUTES)
        # With the cookie, but never with the token of its forms.
        cookie = self.given.cookie if dice.random() < 0.5 else "musik=" + "a" * dice.randrange(60)
        body = "&".join(
            f"{dice.choice(['wish', 'token', 'code', 'systolic', 'wish'])}={dice.choice(WORDS)}"
            for _ in range(dice.randrange(4))).encode()
        head = [f"Host: 127.0.0.1:{self.given.port}" if dice.random() < 0.9 else "Host: example.org",
                f"Cookie: {cookie}"]
        if method == "POST" or dice.random() < 0.2:
            head.append(f"Content-Length: {len(body)}")
        else:
            body = b""
        if dice.random() < 0.2:
            head.append("Origin: http://example.org")
        if dice.random() < 0.2:
            head.append("X-Requested-With: fetch")
        text = bytearray(f"{method} {path} HTTP/1.1\r\n".encode() + "\r\n".join(head).encode()
                         + b"\r\n\r\n" + body)
        if dice.random() < 0.4:
            for _ in range(1 + dice.randrange(6)):
                place = dice.randrange(len(text))
                match dice.randrange(3):
                    case 0: text[place] = dice.randrange(256)
                    case 1: del text[place]
                    case _: text[place:place] = bytes(dice.randrange(256) for _ in range(3))
        return bytes(text), method, path

    def fuzz(self, seed):
        dice = random.Random(seed)
        while time.monotonic() < self.until:
            text, method, path = self.request(dice)
            time.sleep(0.01)
            try:
                with self.connect() as connection:
                    step = dice.choice([len(text), 7, 100])
                    for start in range(0, len(text), step):
                        connection.sendall(text[start:start + step])
                    connection.settimeout(0.3 if path.startswith("/events") else 8)
                    answer = connection.recv(65536)
            except (TimeoutError, ConnectionError):
                self.count("none")
                continue
            status = int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") and answer[9:12].isdigit() else 0
            self.count(status)
            with self.lock:
                if answer and status not in ANSWERS:
                    self.broken.append(repr(answer[:80]))
                # A form without its token is never taken.
                if method == "POST" and path in ("/wish", "/leave") and status in (200, 303):
                    self.forgiven.append(repr(text[:300]))

    def count(self, what):
        with self.lock:
            self.statuses[what] += 1

    def crowd(self):
        """Two hundred that stand: silent ones, some that begin a request, and some that never read."""
        held = []
        dice = random.Random(7)
        while time.monotonic() < self.until:
            try:
                connection = self.connect()
                if dice.random() < 0.3:
                    connection.sendall(b"GET / HTTP/1.1\r\nHo")
                elif dice.random() < 0.3:
                    connection.sendall(
                        f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{self.given.port}\r\n"
                        f"Cookie: {self.given.cookie}\r\n\r\n".encode())
                held.append(connection)
            except (TimeoutError, ConnectionError):
                pass
            if len(held) >= 200:
                held.pop(dice.randrange(len(held))).close()
            # Below the rate at which the door turns everybody away, so that requests are read.
            time.sleep(0.025)
        for connection in held:
            connection.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--cookie", required=True)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=20261130)
    flood = Flood(parser.parse_args())
    threads = [threading.Thread(target=flood.crowd)] + [
        threading.Thread(target=flood.fuzz, args=(flood.given.seed + number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({
        "requests": sum(flood.statuses.values()), "seed": flood.given.seed,
        "statuses": {str(key): value for key, value in sorted(flood.statuses.items(), key=str)},
        "broken": flood.broken[:5], "forgiven": flood.forgiven[:5]}))


if __name__ == "__main__":
    main()
