import lodash from "lodash";
import { offer } from "./offer";

offer(lodash, { _: lodash, lodash });
