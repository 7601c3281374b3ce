import { api } from "@/api/client";

/** Takes away what was begun and not finished; what cannot be taken away stays in the list, where it says what it is. */
export async function discardConnection(id: string): Promise<void> {
  try {
    const { deleted } = await api.delete<{ deleted: boolean }>(`/connections/${id}`);
    if (!deleted) await api.delete(`/connections/${id}`);
  } catch {
    // Somebody else was faster, or the server is away: either way nothing is lost.
  }
}
