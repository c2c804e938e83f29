"""The peer: a dramatiq worker of two processes with 16 threads each, doing the sender's job."""
import os
import subprocess
import sys

import stack
from stack import say, sql


def python():
    """The interpreter of the peer's own environment; None where its files are not beside the project."""
    if not (stack.peer_folder / "peer_tasks.py").exists():
        return None
    venv = stack.work / "venv"
    if not (venv / "bin" / "dramatiq").exists():
        say("making the peer's Python environment")
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        packages = ["dramatiq[rabbitmq]", "psycopg[binary,pool]", "requests"]
        subprocess.run([str(venv / "bin/pip"), "-q", "install", *packages], check=True, stdout=subprocess.DEVNULL)
    return venv / "bin" / "python"


class Peer:
    def __init__(self, interpreter, messages):
        self.interpreter, self.messages = interpreter, messages

    @classmethod
    def found(cls, messages):
        interpreter = python()
        return cls(interpreter, messages) if interpreter else None

    def rate(self):
        """Notifications a second, from the first to the last that the provider sees."""
        target = stack.server.rsplit("/", 1)[0] + "/campanello_peer"
        sql("drop database if exists campanello_peer", stack.server)
        sql("create database campanello_peer", stack.server)
        variables = {
            **os.environ, "PEER": "dramatiq", "AMQP_URL": stack.environment["AMQP_URL"], "DATABASE_URL": target,
            "PROVIDER_URL": f"http://127.0.0.1:{stack.ports['peer']}",
            "PATH": f"{self.interpreter.parent}:{os.environ['PATH']}"}
        stub, worker = stack.stub_provider(stack.ports["peer"]), None
        try:
            subprocess.run([str(self.interpreter), "enqueue.py", str(self.messages)], cwd=stack.peer_folder,
                           env=variables, check=True, stdout=subprocess.DEVNULL)
            with open(stack.work / "peer.log", "ab") as log:
                command = [str(self.interpreter.parent / "dramatiq"), "peer_tasks", "--processes", "2", "--threads", "16"]
                worker = subprocess.Popen(command, cwd=stack.peer_folder, env=variables, stdout=log, stderr=log)
            stack.wait_for_count(stack.ports["peer"], self.messages, 300)
            seen = stack.count(stack.ports["peer"])
            say(f"peer: {seen['messages'] / seen['seconds']:.0f}/s")
            return seen["messages"] / seen["seconds"]
        finally:
            if worker:
                stack.stop(worker)
            stack.stop(stub)
