import Decimal from "decimal.js";
import { offer } from "./offer";

offer(Decimal, { Decimal });
