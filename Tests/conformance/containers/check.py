#!/usr/bin/env python3
"""Compares Dockerfile, Compose files, Kubernetes manifests, Railway's files and the settings that the README lists.

check.py FOLDER     with what docker-compose made of the files, and the secrets that make-secrets made
"""
import json, pathlib, re, sys

import kubernetes_validate
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]
SERVICES = {"gateway": 9100, "matcher": 9101, "whatsapp-sender": 9102, "telegram-sender": 9103}
DOCKERFILE = (ROOT / "compose/Dockerfile").read_text()
TARGETS = dict(re.findall(r"^FROM base AS (\S+)\n((?:(?!FROM).*\n?)*)", DOCKERFILE, re.M))
SETTINGS = "".join((ROOT / name).read_text() for name in ["README.md", "docs/sandbox.md"])
faults = []


def expect(is_so, text):
    if not is_so:
        faults.append(text)


def is_setting(name):
    """README's table abbreviates names that share a beginning: `WHATSAPP_TEMPLATE_RU`, `…_EN`."""
    short = "…_" + name.rsplit("_", 1)[-1]
    return f"`{name}`" in SETTINGS or name.startswith(("WHATSAPP_TEMPLATE_", "WHATSAPP_CODE_TEMPLATE_")) and f"`{short}`" in SETTINGS


def environment(where, name, variables, secrets, folder):
    """Every file that a variable names is mounted, and nothing else is; the variables are settings."""
    paths = {value for key, value in variables.items() if key.endswith("_FILE") and value}
    own = {folder + secret for secret in secrets}
    expect(paths <= own, f"{where}: {name} is told of {sorted(paths - own)}, which it has not")
    for key in variables:
        expect(is_setting(key.removesuffix("_FILE")), f"{where}: {name} has {key}, which is no setting")
    expect(variables.get("DATABASE_URL_FILE") == f"{folder}database-url-{name}", f"{where}: {name} has another's role")
    expect(variables.get("AMQP_URL_FILE") == f"{folder}amqp-url-{name}", f"{where}: {name} has another's broker user")
    return own - paths


def mounted(service):
    return [one if isinstance(one, str) else one["source"] for one in service.get("secrets", [])]


def compose(folder, name):
    """What docker-compose read with the settings of .env.{name}."""
    data = yaml.safe_load((folder / f"{name}.yaml").read_text())
    for secret, place in data["secrets"].items():
        expect(pathlib.Path(place["file"]).is_file(), f"{name}: make-secrets makes no {secret}")
    used = set()
    for service, part in data["services"].items():
        secrets = mounted(part)
        used.update(secrets)
        if part.get("build"):
            expect(part["build"]["target"] in TARGETS, f"{name}: {service} is built from no target")
            expect(part.get("read_only") and part.get("cap_drop") == ["ALL"], f"{name}: {service} may write or more")
        # The tool is the owner's: it has no role.
        if service == "campanello":
            paths = {value for key, value in part["environment"].items() if key.endswith("_FILE") and value}
            expect(paths <= {"/run/secrets/" + one for one in secrets}, f"{name}: the tool misses a secret")
            expect(all(is_setting(key.removesuffix("_FILE")) for key in part["environment"]), f"{name}: the tool's settings")
        if service in SERVICES:
            left = environment(name, service, part["environment"], secrets, "/run/secrets/")
            # A provider's secrets are there for whoever names them in .env.
            left = {one for one in left if not re.search("/(whatsapp|telegram)-", one)}
            expect(not left, f"{name}: {service} does not use {sorted(left)}")
    expect(used == set(data["secrets"]), f"{name}: nobody uses {sorted(set(data['secrets']) - used)}")
    roles = {f"campanello_{service.replace('-', '_')}" for service in SERVICES}
    expect(roles <= set(mounted(data["services"]["migrate"])), f"{name}: migrate makes not every role")


PROFILES = {
    "operator": {"campanello"},
    "monitoring": {"prometheus", "grafana"},
    "tls": {"proxy-tls"},
    "cluster": {"rabbitmq-2", "rabbitmq-3"},
    "sandbox": {"provider-sandbox", "sandbox-door", "sandbox-for-gateway", "sandbox-for-whatsapp-sender",
                "sandbox-for-telegram-sender"},
}


def profiles(folder):
    """Each profile has its services, whoever has none starts always, and what .env may set is read by somebody."""
    plain = yaml.safe_load((folder / "example.yaml").read_text())["services"]
    found = {}
    for service, part in plain.items():
        found.setdefault(",".join(part.get("profiles", [])), set()).add(service)
    always = {"rabbitmq", "postgres", "migrate", "proxy", *SERVICES}
    expect(found == {"": always, **PROFILES}, f"profiles: {found}")
    for service, part in plain.items():
        needed = {*part.get("depends_on", {}), *re.findall("^service:(.*)", part.get("network_mode") or "")}
        expect(needed <= always | found[",".join(part.get("profiles", []))], f"{service} needs one of another profile")
    nodes = [plain[name] for name in ("rabbitmq", "rabbitmq-2", "rabbitmq-3")]
    hosts = re.search(r'^nodes="(.*)"$', (ROOT / "compose/rabbitmq/cluster.sh").read_text(), re.M).group(1).split()
    expect([node["hostname"] for node in nodes] == hosts, "profile cluster: cluster.sh looks for other nodes")
    for node in nodes:
        expect(node["networks"]["campanello"]["aliases"] == ["broker"], f"{node['hostname']}: services do not find it")
    for secret in (folder / "compose/secrets").glob("amqp-*"):
        expect("@broker:" in secret.read_text(), f"make-secrets: {secret.name} names one node alone")
    # Private networks are trusted proxies: an address that a client made up must not get past the outer one.
    forwarded = re.findall(r"X-Forwarded-For (\S+);", (ROOT / "compose/proxy/tls.conf").read_text())
    expect(forwarded == ["$remote_addr"], "proxy-tls: passes on what a client says of its own address")
    sandbox(yaml.safe_load((folder / "sandbox.yaml").read_text())["services"])
    text = (ROOT / "compose/compose.yaml").read_text()
    for file in (".env.example", ".env.sandbox"):
        for variable in re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (ROOT / "compose" / file).read_text(), re.M):
            expect("${" + variable + ":-" in text or variable == "COMPOSE_PROFILES", f"{file}: nobody reads {variable}")


def sandbox(services):
    """Providers are asked on the loopback of each service's own network, where a proxy passes the request on."""
    listens = re.findall(r"listen (\S+);", (ROOT / "compose/proxy/sandbox-loopback.conf").read_text())
    for service in ("gateway", "whatsapp-sender", "telegram-sender"):
        told = services[service]["environment"]
        for variable in ("WHATSAPP_API_URL", "TELEGRAM_API_URL"):
            expect(told[variable].split("/")[2] in listens, f"sandbox: {service}'s {variable} leads nowhere")
        expect(services[f"sandbox-for-{service}"]["network_mode"] == f"service:{service}", f"sandbox: {service} has none")
    target = re.search(r"http://([\w-]+):(\d+)", (ROOT / "compose/proxy/sandbox-loopback.conf").read_text())
    door = (ROOT / "compose/proxy/sandbox.conf").read_text()
    expect(target.group(1) in services and f"listen {target.group(2)};" in door, "sandbox: its door is elsewhere")
    expect(services["sandbox-door"]["network_mode"] == f"service:{target.group(1)}", "sandbox: its door is elsewhere")
    reports = services[target.group(1)]["environment"]["SANDBOX_TWILIO_WEBHOOK_URL"].split("/")[2]
    expect(f"listen {reports};" in door, "sandbox: what it reports goes nowhere")


def kubernetes():
    folder = ROOT / "compose/kubernetes"
    files = {path.name: list(yaml.safe_load_all(path.read_text())) for path in sorted(folder.glob("*.yaml"))}
    listed = set(yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"])
    expect(listed == set(files) - {"kustomization.yaml", "secrets.example.yaml"}, "kustomization: not every file is listed")
    documents = [one for name, part in files.items() if name != "kustomization.yaml" for one in part]
    checked = 0
    for one in documents:
        if "keda.sh" in one["apiVersion"]:
            continue
        try:
            kubernetes_validate.validate(one, kubernetes_validate.latest_version(), strict=True)
            checked += 1
        except kubernetes_validate.ValidationError as error:
            faults.append(f"{one['kind']} {one['metadata']['name']}: {error.message}")
    secrets = next(one for one in documents if one["kind"] == "Secret")["stringData"]
    settings = next(one for one in documents if one["kind"] == "ConfigMap")["data"]
    deployments = {one["metadata"]["name"]: one for one in documents if one["kind"] == "Deployment"}
    expect(set(deployments) == set(SERVICES), "kubernetes: a service is missing")
    for name in settings:
        expect(is_setting(name), f"kubernetes: {name} is no setting")
    for workload in [one for one in documents if one["kind"] in ("Deployment", "Job")]:
        name, pod = workload["metadata"]["name"], workload["spec"]["template"]["spec"]
        items = [item["key"] for item in pod["volumes"][0]["secret"]["items"]]
        expect(set(items) <= set(secrets), f"kubernetes: {name} wants {sorted(set(items) - set(secrets))}")
        container = pod["containers"][0]
        target = container["image"].split("/")[1].split(":")[0]
        expect(target in TARGETS, f"kubernetes: {container['image']} is built by no target")
        if name not in SERVICES:
            continue
        variables = {one["name"]: one["value"] for one in container["env"]}
        left = environment("kubernetes", name, variables, items, "/run/secrets/campanello/")
        expect(not left, f"kubernetes: {name} does not use {sorted(left)}")
        ports = {one["name"]: one["containerPort"] for one in container["ports"]}
        expect(ports["admin"] == SERVICES[name], f"kubernetes: {name} has another admin port")
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            expect(container[probe]["httpGet"]["port"] == "admin", f"kubernetes: {name} is probed elsewhere")
    definitions = json.loads((ROOT / "compose/definitions.json").read_text())
    queues = {one["name"] for one in definitions["queues"]}
    for one in documents:
        if one["kind"] in ("ScaledObject", "HorizontalPodAutoscaler"):
            expect(one["spec"]["scaleTargetRef"]["name"] in deployments, f"kubernetes: {one['kind']} scales nothing")
        if one["kind"] == "ScaledObject":
            queue = one["spec"]["triggers"][0]["metadata"]["queueName"]
            expect(queue in queues, f"kubernetes: there is no queue {queue}")
        if one["kind"] == "PodDisruptionBudget":
            name = one["spec"]["selector"]["matchLabels"]["app.kubernetes.io/name"]
            expect(name in deployments, f"kubernetes: a budget for {name}, which is not there")
    return checked


def images():
    for name, port in SERVICES.items():
        expect(re.search(rf"^EXPOSE .*\b{port}\b", TARGETS[name], re.M), f"Dockerfile: {name} does not expose {port}")
        expect(f'CMD ["/app/{name}", "--check"]' in TARGETS[name], f"Dockerfile: {name} has no health check")
    for path in sorted((ROOT / "compose/railway").glob("*.json")):
        deploy = json.loads(path.read_text())["deploy"]
        for command in [deploy["startCommand"], *deploy.get("preDeployCommand", [])]:
            program = command.split()[0].removeprefix("/app/")
            expect(program in TARGETS, f"{path.name}: no image holds {program}")


def main(folder):
    for name in ("example", "sandbox"):
        compose(folder, name)
    profiles(folder)
    images()
    checked = kubernetes()
    for fault in faults:
        print("containers:", fault)
    if faults:
        return 1
    print(f"containers: {len(PROFILES)} profiles and {checked} manifests are sound and agree")


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
