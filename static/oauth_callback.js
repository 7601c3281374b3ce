// Tells the window that began a sign-in how it ended, then closes this one. In a file of its own: nothing inline may run.
const back = document.getElementById("back");
const facts = JSON.parse(back.dataset.facts);

// The provider's pages may have cut the tie to the opener, so the word also goes out to every window of this origin.
new BroadcastChannel("headrace.connections").postMessage(facts);
if (window.opener && !window.opener.closed) {
  window.opener.postMessage(facts, window.location.origin);
}
if (facts.isConnected && facts.code === "") {
  window.close(); // does nothing in a window that no script opened; the link is there then
}
