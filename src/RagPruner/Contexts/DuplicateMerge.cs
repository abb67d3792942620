namespace RagPruner.Contexts;

/// <summary>
/// Finds contexts that say the same in the same words, so that only one of them is drafted and sent: copies of a page that
/// differ in how they are set (white space, quotation marks, emphasis, bullets, articles; see <c>SurfaceForm</c>). Texts that
/// merely resemble each other are never merged: two versions of a page differ in just the word that carries the fact.
/// </summary>
internal static class DuplicateMerge
{
    /// <summary>
    /// For each context, the index of the earlier context that it merges into, or null. A context never merges into one
    /// that is itself merged, and contexts without text never merge.
    /// </summary>
    /// <param name="contexts">The contexts, in retrieval order.</param>
    /// <param name="canStand">Whether a context can stand for others; null for all. What is not scored itself must not take others with it.</param>
    public static IReadOnlyList<int?> Find(IReadOnlyList<Context> contexts, Func<Context, bool>? canStand = null)
    {
        var forms = contexts.Select(c => SurfaceForm.Of(c.Text)).ToArray();
        var into = new int?[contexts.Count];
        for (var i = 1; i < forms.Length; i++)
        {
            for (var earlier = 0; earlier < i && into[i] is null && !forms[i].IsEmpty; earlier++)
            {
                if (into[earlier] is null && forms[i].Is(forms[earlier]) && canStand?.Invoke(contexts[earlier]) != false)
                    into[i] = earlier;
            }
        }
        return into;
    }
}
