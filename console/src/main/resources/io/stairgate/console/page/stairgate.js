// The pages are complete without this file, passkeys excepted. It adds: the secret of a printed link moved into its form,
// "copy", "print" and "show" buttons, passkeys, and live updates over one event stream per browser.
"use strict";

(() => {
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));

  // The secret stands after "#", so that it never travels in an address; here it moves into the form.
  const moveSecret = () => {
    const field = document.querySelector("[data-link-secret]");
    const secret = decodeURIComponent(location.hash.slice(1));
    if (field && secret) {
      field.value = secret;
      field.closest(".field").hidden = true;
    }
  };

  // Another link pasted over this page's address loads nothing by itself.
  window.addEventListener("hashchange", () => {
    if (document.querySelector("[data-link-secret]")) {
      moveSecret();
    } else if (["/join", "/join/new", "/join/go-on", "/new-passphrase"].includes(location.pathname)) {
      location.assign(`${location.pathname === "/new-passphrase" ? "/new-passphrase" : "/join"}?link${location.hash}`);
    }
  });

  const say = (text) => {
    const place = document.getElementById("say");
    if (place) {
      place.textContent = text;
    }
  };

  const wireButtons = (from) => {
    all("[data-copy]", from).forEach((button) => {
      button.hidden = !navigator.clipboard;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
        button.textContent = "Copied";
        say("Copied");
      });
    });
    all("[data-print]", from).forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    });
    all("[data-show]", from).forEach((button) => {
      const field = document.getElementById(button.dataset.show);
      button.hidden = false;
      const show = (visible) => {
        field.type = visible ? "text" : "password";
        button.textContent = visible ? "Hide" : "Show";
        button.setAttribute("aria-label", visible ? "Hide passphrase" : "Show passphrase");
      };
      button.addEventListener("click", () => show(field.type === "password"));
      // So that a browser keeps it as a passphrase and not as ordinary text.
      field.form.addEventListener("submit", () => show(false));
    });
    // To fill in what belongs to a choice is to make that choice.
    all("[data-checks]", from).forEach((field) => {
      field.addEventListener("input", () => {
        document.getElementById(field.dataset.checks).checked = true;
      });
    });
    all("[data-file-into]", from).forEach((field) => {
      const input = field.querySelector("input");
      field.hidden = false;
      input.addEventListener("change", async () => {
        if (input.files.length > 0) {
          document.getElementById(field.dataset.fileInto).value = await input.files[0].text();
          say("The file is read");
        }
      });
    });
  };

  // ----- passkeys: the page brings the question, the browser's answer goes back in the form -----

  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const withBytes = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));

  const askBrowser = async (kind, options) => {
    const asked = { ...options, challenge: toBytes(options.challenge) };
    if (kind === "create") {
      asked.user = { ...options.user, id: toBytes(options.user.id) };
      asked.excludeCredentials = withBytes(options.excludeCredentials);
      return navigator.credentials.create({ publicKey: asked });
    }
    asked.allowCredentials = withBytes(options.allowCredentials);
    return navigator.credentials.get({ publicKey: asked });
  };

  const answerOf = (made) => {
    const response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach((name) => {
      if (made.response[name]) {
        response[name] = toText(made.response[name]);
      }
    });
    return JSON.stringify({
      id: made.id,
      rawId: toText(made.rawId),
      type: made.type,
      response,
      clientExtensionResults: {},
    });
  };

  const wirePasskey = (button) => {
    const form = button.form;
    const here = location.hostname === button.dataset.host && "credentials" in navigator && window.PublicKeyCredential;
    if (!here) {
      const elsewhere = form.querySelector("[data-passkey-elsewhere]");
      if (elsewhere) {
        elsewhere.hidden = false;
      }
      return;
    }
    button.hidden = false;
    const problem = form.querySelector("[data-passkey-problem]");
    const use = async () => {
      problem.hidden = true;
      button.disabled = true;
      try {
        const made = await askBrowser(button.dataset.passkey, JSON.parse(button.dataset.options).publicKey);
        form.elements.answer.value = answerOf(made);
        form.submit();
      } catch (fault) {
        problem.textContent =
          fault.name === "InvalidStateError"
            ? "This passkey is set up already. Use another one."
            : "That did not work, or it was stopped. Try again.";
        problem.hidden = false;
        button.disabled = false;
      }
    };
    button.addEventListener("click", use);
    // Enter in the field beside it does the same; without an answer the form would be sent in vain.
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      use();
    });
  };

  // ----- live updates: regions marked data-live="laptops alerts" are taken anew from the server -----

  const regions = () => all("[data-live]").filter((region) => region.id);

  // What the server last said of each region, so that nothing is touched that did not change.
  const said = new WeakMap(regions().map((region) => [region, region.innerHTML]));

  const remembered = (region) => ({
    focus: region.contains(document.activeElement) ? document.activeElement.id : "",
    open: new Set(all("details[open][id]", region).map((one) => one.id)),
    alerts: new Set(all("[data-alert-id]", region).map((one) => one.dataset.alertId)),
  });

  const putBack = (region, before, announce) => {
    before.open.forEach((id) => {
      const one = document.getElementById(id);
      if (one) {
        one.open = true;
      }
    });
    const arrived = all("[data-alert-id]", region).filter((one) => !before.alerts.has(one.dataset.alertId));
    arrived.forEach((one) => one.classList.add("fresh"));
    if (announce && arrived.length > 0) {
      const first = arrived[0].querySelector("[data-title]");
      const asks = arrived.every((one) => one.dataset.news === "request");
      const words = asks ? ["New request", "new requests"] : ["New alert", "new alerts"];
      say(arrived.length === 1 && first ? `${words[0]}: ${first.textContent}` : `${arrived.length} ${words[1]}`);
    }
    wireButtons(region);
    const focused = before.focus && document.getElementById(before.focus);
    if (focused) {
      focused.focus({ preventScroll: true });
    }
  };

  let fetching = false;
  let again = false;

  const refresh = async () => {
    if (regions().length === 0) {
      return;
    }
    if (fetching) {
      again = true;
      return;
    }
    fetching = true;
    try {
      do {
        again = false;
        // A page that answered a form has no address of its own to read again; it says where its regions live.
        const from = document.body.dataset.liveFrom || location.pathname + location.search;
        const answer = await fetch(from, { headers: { "X-Stairgate-Live": "1" }, redirect: "manual" });
        if (answer.type === "opaqueredirect" || answer.status === 401) {
          over("ended");
          return;
        }
        if (!answer.ok) {
          continue;
        }
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (page.body.dataset.setting !== document.body.dataset.setting) {
          over("moved");
          return;
        }
        regions().forEach((region) => {
          const fresh = page.getElementById(region.id);
          if (fresh && fresh.innerHTML !== said.get(region)) {
            const before = remembered(region);
            said.set(region, fresh.innerHTML);
            region.className = fresh.className;
            region.replaceChildren(...fresh.childNodes);
            putBack(region, before, region.dataset.announce !== undefined);
          }
        });
        if (!document.body.dataset.liveFrom) {
          document.title = page.title;
        }
      } while (again);
    } catch {
      // Not reachable just now: the stream reconnects and asks again.
    } finally {
      fetching = false;
    }
  };

  const over = (why) => {
    const note = document.getElementById("signed-out");
    if (note) {
      all("[data-why]", note).forEach((words) => {
        words.hidden = words.dataset.why !== why;
      });
      if (why === "removed") {
        // What the person may not see any more does not stay on the screen either.
        Array.from(note.parentNode.childNodes).forEach((each) => each !== note && each.remove());
        document.getElementById("menu")?.remove();
        const title = document.createElement("h1");
        title.textContent = note.dataset.removed;
        note.before(title);
      }
      note.hidden = false;
    }
    stop();
  };

  const wanted = (topic) => regions().some((region) => region.dataset.live.split(" ").includes(topic));

  // An alert is shown at once. Laptops of a large setting report all the time, and a scan goes on for long: once a
  // second is enough.
  let soon = 0;
  const refreshSoon = () => {
    soon =
      soon ||
      setTimeout(() => {
        soon = 0;
        refresh();
      }, 1000);
  };

  const hear = (topic) => {
    if (topic === "ended" || topic === "removed" || topic === "moved") {
      over(topic);
    } else if ((topic === "laptops" || topic === "scans") && wanted(topic)) {
      refreshSoon();
    } else if (topic === "again" || wanted(topic)) {
      refresh();
    }
  };

  // A browser opens six connections to a host, so only one visible tab holds the stream and tells the others.
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("stairgate-live") : null;
  let stream = null;
  let waiting = null;
  let release = null;

  const openStream = () => {
    let first = true;
    stream = new EventSource("/live");
    const pass = (topic) => {
      hear(topic);
      if (channel) {
        channel.postMessage(topic);
      }
    };
    stream.addEventListener("changed", (event) => pass(event.data));
    stream.addEventListener("ended", (event) =>
      // Another tab may be at the other setting already.
      event.data === "moved" ? hear(event.data) : pass(event.data));
    stream.addEventListener("open", () => {
      document.documentElement.dataset.liveState = "open";
      if (!first) {
        pass("again");
      }
      first = false;
    });
  };

  const stop = () => {
    if (waiting) {
      waiting.abort();
      waiting = null;
    }
    if (stream) {
      stream.close();
      stream = null;
    }
    if (release) {
      release();
      release = null;
    }
    delete document.documentElement.dataset.liveState;
  };

  const start = () => {
    if (!navigator.locks || !channel) {
      openStream();
      return;
    }
    waiting = new AbortController();
    navigator.locks
      .request("stairgate-live", { signal: waiting.signal }, () => {
        waiting = null;
        openStream();
        return new Promise((done) => {
          release = done;
        });
      })
      .catch(() => {});
  };

  // On a telephone the menu is shut at first, so that the page begins with what it is about.
  const menu = document.getElementById("menu");
  if (menu) {
    menu.open = !window.matchMedia("(max-width: 40rem)").matches;
    menu.dataset.ready = "";
    window.matchMedia("(max-width: 40rem)").addEventListener("change", (narrow) => {
      menu.open = !narrow.matches;
    });
  }

  moveSecret();
  wireButtons(document);
  all("[data-passkey]").forEach(wirePasskey);
  const problem = document.querySelector(".problem");
  if (problem) {
    problem.focus();
  }
  if (document.body.dataset.signedIn !== undefined && "EventSource" in window) {
    if (channel) {
      channel.addEventListener("message", (event) => hear(event.data));
    }
    document.addEventListener("visibilitychange", () => {
      stop();
      if (!document.hidden) {
        start();
        refresh();
      }
    });
    window.addEventListener("pagehide", stop);
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) {
        start();
        refresh();
      }
    });
    if (!document.hidden) {
      start();
    }
    // "4 minutes ago" grows old.
    setInterval(() => document.hidden || refresh(), 60_000);
  }
})();
