"use strict";
// The operator's page: asks the API every few seconds and draws what it says. Text is only ever set as text.
const api = "/api/v1/ops/";
const every = 5000;
const byID = (id) => document.getElementById(id);

async function ask(path, options = {}) {
  const answer = await fetch(api + path, { cache: "no-store", credentials: "same-origin", ...options });
  if (answer.status === 401) { location.reload(); throw new Error("signed out"); }
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.errors?.[0] ? `${body.errors[0].field} ${body.errors[0].detail}` : body.detail);
  return body;
}
const send = (method, path, body) => ask(path, {
  method, headers: { "Content-Type": "application/json" }, body: body === undefined ? undefined : JSON.stringify(body),
});

function element(name, text, className) {
  const node = document.createElement(name);
  if (text !== undefined && text !== null) node.textContent = String(text);
  if (className) node.className = className;
  return node;
}
function button(text, action) {
  const node = element("button", text);
  node.type = "button";
  node.addEventListener("click", () => act(action));
  return node;
}
// Columns are [title, cell(row), isNumber]; a cell is text or a node.
function table(target, columns, rows, none) {
  const place = byID(target);
  if (!rows.length) { place.replaceChildren(element("p", none, "none")); return; }
  const head = element("tr"), body = element("tbody");
  for (const [title, , isNumber] of columns) head.append(element("th", title, isNumber ? "n" : ""));
  for (const row of rows) {
    const line = element("tr");
    for (const [, cell, isNumber] of columns) {
      const value = cell(row), box = element("td", undefined, isNumber ? "n" : "");
      if (value instanceof Node) box.append(value); else box.textContent = value ?? "";
      line.append(box);
    }
    body.append(line);
  }
  const whole = element("table"), top = element("thead"), scroll = element("div", undefined, "scroll");
  top.append(head);
  whole.append(top, body);
  scroll.append(whole);
  place.replaceChildren(scroll);
}
const time = (text) => text ? new Date(text).toLocaleString() : "";
const share = (part, whole) => whole ? `${(100 * part / whole).toFixed(1)} %` : "";
const rate = (value) => value ? value.toFixed(1) : "";
const seconds = (value) => value === undefined || value === null ? "" : `${value.toFixed(1)} s`;

function confirmed(text) {
  const dialog = byID("ask");
  dialog.querySelector("p").textContent = text;
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}
function say(text, isBad) {
  byID("state").textContent = text;
  byID("state").className = isBad ? "bad" : "";
}
async function act(action) {
  try { await action(); await refresh(true); } catch (error) { say(error.message, true); }
}

function showSenders({ senders, pauses }) {
  const rows = pauses.map((pause) => ({ name: pause.name, state: "paused", why: pause.reason, by: pause.operator, since: pause.paused_at, pause }))
    .concat(senders.map((sender) => ({ name: sender.owner, state: sender.is_working ? "working" : "paused", why: sender.reason, by: sender.channel, since: sender.since })));
  table("senders", [
    ["What", (row) => row.name],
    ["State", (row) => element("span", row.state, row.state === "working" ? "good" : "bad")],
    ["Why", (row) => row.why], ["By or channel", (row) => row.by], ["Since", (row) => time(row.since)],
    ["", (row) => row.pause ? button("Resume", () => send("DELETE", "pauses/" + encodeURIComponent(row.name))) : ""],
  ], rows, "No sender has been heard of, and nothing is paused.");
}
function showQueues({ queues }) {
  table("queues", [
    ["Queue", (queue) => queue.name], ["Ready", (queue) => queue.messages_ready, true],
    ["Unacknowledged", (queue) => queue.messages_unacknowledged, true], ["Consumers", (queue) => queue.consumers, true],
    ["In a second", (queue) => rate(queue.publish_rate), true], ["Out a second", (queue) => rate(queue.ack_rate), true],
  ], queues.filter((queue) => queue.messages_ready + queue.messages_unacknowledged + queue.consumers), "Every queue is empty, and nobody consumes.");
}

const charts = {};
const colours = { whatsapp: "#2f855a", telegram: "#3b6fd4" };
function draw(id, type, labels, datasets, options) {
  if (typeof Chart === "undefined") { document.querySelector(".charts").classList.add("off"); return; }
  if (charts[id]) {
    charts[id].data = { labels, datasets };
    charts[id].update("none");
  } else {
    charts[id] = new Chart(byID(id), { type, data: { labels, datasets }, options: { animation: false, responsive: true, ...options } });
  }
}
function showStats(report) {
  const hours = [...new Set(report.hourly.map((line) => line.hour))].sort();
  const names = [...new Set(report.hourly.map((line) => line.channel))].sort();
  const series = (pick, channel, nothing = 0) => hours.map((hour) => {
    const line = report.hourly.find((one) => one.hour === hour && one.channel === channel);
    return line ? pick(line) ?? null : nothing;
  });
  const labels = hours.map((hour) => new Date(hour).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  const line = (label, data, channel, dash) => ({ label, data, borderColor: colours[channel], backgroundColor: colours[channel], borderDash: dash, tension: 0.2 });
  draw("sent", "bar", labels, names.flatMap((name) => [
    line(`${name} accepted`, series((one) => one.accepted, name), name),
    { label: `${name} failed`, data: series((one) => one.failed, name), backgroundColor: "#c5303d" },
  ]), { scales: { x: { stacked: true }, y: { stacked: true, beginAtZero: true, ticks: { precision: 0 } } } });
  draw("latency", "line", labels, names.flatMap((name) => [
    line(`${name} median`, series((one) => one.median_seconds, name), name),
    line(`${name} 95 %`, series((one) => one.percentile95_seconds, name), name, [4, 4]),
  ]), { scales: { y: { beginAtZero: true } } });
  const percent = (part, whole) => whole ? 100 * part / whole : null;
  draw("shares", "line", labels, names.flatMap((name) => [
    line(`${name} success`, series((one) => percent(one.accepted, one.accepted + one.failed), name, null), name),
    line(`${name} delivered`, series((one) => percent(one.delivered, one.accepted), name, null), name, [8, 4]),
    line(`${name} read`, series((one) => percent(one.read, one.accepted), name, null), name, [2, 3]),
  ]), { scales: { y: { beginAtZero: true, suggestedMax: 100 } }, spanGaps: true });
  draw("errors", "bar", report.failures.slice(0, 10).map((one) => `${one.channel} ${one.error_class} ${one.error_code}`),
    [{ label: "attempts", data: report.failures.slice(0, 10).map((one) => one.attempts), backgroundColor: "#c5303d" }],
    { indexAxis: "y", scales: { x: { beginAtZero: true, ticks: { precision: 0 } } } });
  const people = Object.fromEntries(report.people.map((one) => [one.channel, one]));
  const taps = (channel) => report.taps.filter((one) => one.channel === channel).map((one) => `${one.button} ${one.taps}`).join(", ");
  table("figures", [
    ["Channel", (one) => one.channel], ["Made", (one) => one.made, true], ["Accepted", (one) => one.accepted, true],
    ["Success", (one) => share(one.accepted, one.accepted + one.failed), true],
    ["Delivered", (one) => share(one.delivered, one.accepted), true], ["Read", (one) => share(one.read, one.accepted), true],
    ["Skipped", (one) => one.skipped, true], ["In doubt", (one) => one.in_doubt, true], ["Waiting", (one) => one.waiting, true],
    ["Median", (one) => seconds(one.median_seconds), true], ["95 %", (one) => seconds(one.percentile95_seconds), true],
    ["Button taps", (one) => taps(one.channel)],
    ["People", (one) => people[one.channel]?.reachable, true],
    ["Still after 7 days", (one) => share(people[one.channel]?.active7, people[one.channel]?.joined7), true],
    ["After 30", (one) => share(people[one.channel]?.active30, people[one.channel]?.joined30), true],
  ], report.channels, "Nothing was made in 24 hours.");
}

const chosen = (group) => {
  const wanted = { queue: group.cause.queue, reason: group.cause.reason };
  if (group.cause.error_class) wanted.class = group.cause.error_class;
  if (group.cause.error_code) wanted.code = group.cause.error_code;
  return wanted;
};
async function replay(group) {
  const preview = await send("POST", "dead-letters/replay", { ...chosen(group), preview: true });
  if (!await confirmed(`${preview.words}. Send them again, 50 a second?`)) return;
  let sent = 0, answer;
  do {
    answer = await send("POST", "dead-letters/replay", { ...chosen(group), rate: 50 });
    sent += answer.replayed;
    byID("replaying").textContent = `${sent} sent again${answer.has_more ? ", more to come…" : ""}`;
  } while (answer.has_more && answer.replayed);
}
async function drop(group) {
  if (!await confirmed(`Drop ${group.count} dead letters for good?`)) return;
  const answer = await send("POST", "dead-letters/drop", chosen(group));
  byID("replaying").textContent = `${answer.dropped} dropped`;
}
function showLetters({ groups }) {
  table("letters", [
    ["Letters", (group) => group.count, true], ["Queue", (group) => group.cause.queue],
    ["Reason", (group) => group.cause.reason], ["Class", (group) => group.cause.error_class],
    ["Code", (group) => group.cause.error_code], ["Words", (group) => group.example],
    ["Newest", (group) => time(group.newest)],
    ["", (group) => {
      const both = element("span");
      both.append(button("Replay", () => replay(group)), " ", button("Drop", () => drop(group)));
      return both;
    }],
  ], groups, "No dead letters.");
}
function showDeliveries({ deliveries }) {
  table("deliveries", [
    ["Delivery", (one) => button(one.id, () => showTimeline(one.id))], ["Channel", (one) => one.channel],
    ["To", (one) => one.recipient], ["Status", (one) => one.is_held ? "held" : one.status],
    ["Attempt", (one) => one.attempt, true], ["Why", (one) => [one.reason, one.error_code].filter(Boolean).join(" ")],
    ["Made", (one) => time(one.created_at)],
  ], deliveries, "Nothing was made yet.");
}
async function showTimeline(id) {
  const { events } = await ask("deliveries/" + encodeURIComponent(id));
  byID("find").elements.id.value = id;
  table("timeline", [["At", (event) => time(event.at)], ["What", (event) => event.what], ["Detail", (event) => event.detail]], events, "");
}
function showLog({ entries }) {
  table("log", [
    ["At", (entry) => time(entry.at)], ["Who", (entry) => entry.operator], ["What", (entry) => entry.action],
    ["Detail", (entry) => Object.entries(JSON.parse(entry.detail)).filter(([, value]) => value !== "").map(([name, value]) => `${name}: ${value}`).join(", ")],
  ], entries, "Nothing yet.");
}

const parts = [
  ["senders", showSenders, 1], ["queues", showQueues, 1], ["stats?hours=24", showStats, 3],
  ["deliveries?limit=10", showDeliveries, 2], ["dead-letters", showLetters, 3], ["log?limit=20", showLog, 2],
];
let round = 0, timer;
async function refresh(isAll) {
  clearTimeout(timer);
  const faults = [];
  await Promise.all(parts.map(async ([path, show, rounds]) => {
    if (!isAll && round % rounds) return;
    try { show(await ask(path)); } catch (error) { faults.push(error.message); }
  }));
  round += 1;
  say(faults.length ? faults[0] : `As of ${new Date().toLocaleTimeString()}`, faults.length > 0);
  timer = setTimeout(() => document.hidden ? undefined : refresh(false), every);
}
byID("pause").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target, body = { name: form.elements.name.value };
  if (form.elements.reason.value) body.reason = form.elements.reason.value;
  act(async () => { await send("POST", "pauses", body); form.reset(); });
});
byID("find").addEventListener("submit", (event) => {
  event.preventDefault();
  act(() => showTimeline(event.target.elements.id.value));
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(false); });
refresh(true);
