// What any page has more of with JavaScript: addresses that can be copied, and details that open when led to.

for (const address of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = address.dataset.copy;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(address.textContent);
    button.textContent = address.dataset.copied;
    setTimeout(() => (button.textContent = address.dataset.copy), 2000);
  });
  address.after(button);
}

function open() {
  let place = null;
  try {
    place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return;
  }
  for (let around = place?.closest("details"); around; around = around.parentElement.closest("details")) {
    if (!around.open) {
      around.open = true;
      place.scrollIntoView();
    }
  }
}

addEventListener("hashchange", open);
open();
