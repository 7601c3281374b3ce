import * as dateFns from "date-fns";
import { offer } from "./offer";

offer(dateFns, { dateFns });
