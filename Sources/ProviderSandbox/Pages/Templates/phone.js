// Keeps the chats and the messages as they are now; what is being typed stays.
const parts = ["chats", "messages"];
const scroll = () => {
  const box = document.getElementById("messages");
  if (box) box.scrollTop = box.scrollHeight;
};
scroll();
setInterval(async () => {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of parts) {
      const [now, before] = [page.getElementById(part), document.getElementById(part)];
      if (now && !before) return location.reload();
      if (now && now.innerHTML !== before.innerHTML) {
        before.innerHTML = now.innerHTML;
        scroll();
      }
    }
  } catch { /* The sandbox is gone; the page keeps what it has. */ }
}, 2000);
