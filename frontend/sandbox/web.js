// What browsers and Node have beside the language. core-js puts its part into the globals itself.
import "core-js/actual/url";
import "core-js/actual/url-search-params";
import "core-js/actual/structured-clone";
import "core-js/actual/atob";
import "core-js/actual/btoa";
import { offer } from "./offer";

class TextEncoder {
  encoding = "utf-8";
  encode(text = "") {
    return Uint8Array.from(unescape(encodeURIComponent(String(text).toWellFormed())), (letter) => letter.charCodeAt(0));
  }
}

class TextDecoder {
  encoding = "utf-8";
  decode(bytes = new ArrayBuffer(0)) {
    const view = ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
    let text = "";
    for (const byte of view) text += String.fromCharCode(byte);
    return decodeURIComponent(escape(text));
  }
}

offer({}, { TextEncoder, TextDecoder });
