export function sweepPage() { return { title: "", subtitle: "", content: [], sections: [] }; }
