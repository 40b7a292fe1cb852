// The link to a page in the other language leads to the same place on it.

const others = document.querySelectorAll(".site a[hreflang]");

function carry() {
  for (const other of others) if (other.hash !== location.hash) other.hash = location.hash;
}

addEventListener("hashchange", carry);
// What is on the page may have changed the address without saying so.
for (const other of others) other.addEventListener("click", carry);
carry();
