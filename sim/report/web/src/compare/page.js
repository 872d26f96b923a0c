export function comparePage() { return { title: "", subtitle: "", content: [], sections: [] }; }
