import "./crypto";
import * as uuid from "uuid";
import { offer } from "./offer";

offer(uuid, { uuid, crypto: globalThis.crypto });
