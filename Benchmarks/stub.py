"""A Telegram that accepts every message at once and counts them: `GET /count` tells how many and over how long."""
import argparse
import asyncio
import json
import time

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--delay-ms", type=float, default=0)
options = parser.parse_args()


class Provider(asyncio.Protocol):
    count, first, last = 0, 0.0, 0.0

    def connection_made(self, transport):
        self.transport, self.buffer = transport, b""

    def data_received(self, data):
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end]
            start = head.lower().find(b"content-length:")
            length = int(head[start + 15:].split(b"\r\n", 1)[0]) if start >= 0 else 0
            if len(self.buffer) < end + 4 + length:
                return
            self.buffer = self.buffer[end + 4 + length:]
            self.answer(head)

    def answer(self, head):
        if head.startswith(b"POST"):
            Provider.count, Provider.last = Provider.count + 1, time.monotonic()
            Provider.first = Provider.first or Provider.last
            body = b'{"ok":true,"result":{"message_id":%d}}' % Provider.count
        elif head.startswith(b"GET /count"):
            body = json.dumps({"messages": Provider.count, "seconds": Provider.last - Provider.first}).encode()
        else:
            body = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"bench"}}'
        reply = (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                 % (len(body), body))
        if options.delay_ms and head.startswith(b"POST"):
            asyncio.get_running_loop().call_later(options.delay_ms / 1000, self.transport.write, reply)
        else:
            self.transport.write(reply)


async def main():
    server = await asyncio.get_running_loop().create_server(Provider, "127.0.0.1", options.port)
    await server.serve_forever()

asyncio.run(main())
