"""A Telegram that accepts everything and notes when: for latencies, not for load."""
import http.server
import socketserver
import threading
import time


class Recorder:
    def __init__(self, port):
        self.changed, self.times, self.bodies = threading.Condition(), [], []
        recorder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.answer(b'{"ok":true,"result":{"message_id":%d}}' % recorder.add(body))

            def do_GET(self):
                self.answer(b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"bench"}}')

            def answer(self, body):
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads, request_queue_size = True, True, 128

        self.server = Server(("127.0.0.1", port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def add(self, body):
        with self.changed:
            self.times.append(time.time())
            self.bodies.append(body)
            self.changed.notify_all()
            return len(self.times)

    def wait(self, count, seconds=30):
        with self.changed:
            return self.changed.wait_for(lambda: len(self.times) >= count, timeout=seconds)

    def close(self):
        self.server.shutdown()
        self.server.server_close()
