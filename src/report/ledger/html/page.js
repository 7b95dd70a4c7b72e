"use strict";
const steps = [...document.querySelectorAll(".step[data-nix]")];
const lines = [...document.querySelectorAll(".lines [data-steps]")];
const byNumber = new Map(steps.map((step) => [step.dataset.step, step]));
const byLine = new Map(lines.map((line) => [line.dataset.line, line]));
const pane = document.querySelector(".expression");
const words = (text) => text.split(" ").filter(Boolean);

// Both sides of a step, or all steps of a line of the expression.
function light(element) {
  document.querySelectorAll(".lit").forEach((lit) => lit.classList.remove("lit"));
  if (!element) return;
  const chosen = element.dataset.step ? [element] : words(element.dataset.steps).map((it) => byNumber.get(it));
  for (const step of chosen.filter(Boolean)) {
    step.classList.add("lit");
    words(step.dataset.nix).forEach((line) => byLine.get(line)?.classList.add("lit"));
  }
  // Beside the steps the expression scrolls by itself.
  const first = element.dataset.step && byLine.get(words(element.dataset.nix)[0]);
  if (first && pane.scrollHeight > pane.clientHeight) pane.scrollTop = first.offsetTop - pane.clientHeight / 3;
}

// The same word on the other side.
function alike(word) {
  document.querySelectorAll("b.same").forEach((it) => it.classList.remove("same"));
  if (!word?.dataset.w) return;
  const step = word.closest(".step");
  for (const other of step.querySelectorAll("b")) {
    if (other.dataset.w === word.dataset.w) other.classList.add("same");
  }
}

for (const element of [...steps, ...lines]) {
  element.addEventListener("mouseenter", () => light(element));
  element.addEventListener("mouseleave", () => light(document.activeElement.matches("[data-step], [data-steps]") ? document.activeElement : null));
  element.addEventListener("focus", () => light(element));
}
document.addEventListener("mouseover", (event) => alike(event.target.closest(".step b")));

function go(element) {
  if (!element) return;
  element.focus({ preventScroll: true });
  const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "nearest", behavior: smooth ? "smooth" : "auto" });
}

// The step of a line of the expression, and the first line of a step.
function across(element) {
  if (element.dataset.step) return byLine.get(words(element.dataset.nix)[0]);
  return byNumber.get(words(element.dataset.steps)[0]);
}

for (const line of lines) line.addEventListener("click", () => { if (!String(getSelection())) go(across(line)); });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("button")) return;
  const here = document.activeElement;
  const list = here.matches(".lines [data-steps]") ? lines : steps;
  const at = list.indexOf(here);
  switch (event.key) {
    case "j": case "ArrowDown":
      if (at < 0 && event.key !== "j") return;
      go(list[Math.min(at + 1, list.length - 1)]);
      break;
    case "k": case "ArrowUp":
      if (at < 0) return;
      go(list[Math.max(at - 1, 0)]);
      break;
    case "Enter":
      if (at < 0) return;
      go(across(here));
      break;
    case "Escape":
      here.blur();
      light(null);
      break;
    default:
      return;
  }
  event.preventDefault();
});

const copy = document.getElementById("copy");
copy.addEventListener("click", async () => {
  const text = JSON.parse(document.getElementById("raw").textContent);
  let done = false;
  try {
    await navigator.clipboard.writeText(text);
    done = true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    area.style.opacity = "0";
    document.body.append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
    copy.focus();
  }
  document.getElementById("copied").textContent = done ? "copied" : "could not copy";
});
