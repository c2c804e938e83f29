# Prints every delivery that moves: pip install pika; AMQP_URL=amqp://… python3 listen.py
import json, os, pika

channel = pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"])).channel()
queue = channel.queue_declare("", exclusive=True).method.queue
channel.queue_bind(queue, "deliveries", "delivery.#")
for method, properties, body in channel.consume(queue):
    if properties.type == "delivery-changed.v1":
        fact = json.loads(body)
        print(fact["channel"], fact["delivery_id"], fact["status"], fact["reason"] or "", flush=True)
    channel.basic_ack(method.delivery_tag)
