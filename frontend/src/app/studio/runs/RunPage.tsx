/** One run on the canvas of its version. */
export default function RunPage() {
  return null;
}
