using Scanner.Grains.Storage;

namespace Scanner.Silo.Tests.Storage.Support;

public sealed class KeptGrain([PersistentState("kept", GrainStores.Name)] IPersistentState<KeptState> state) : Grain, IKeptGrain
{
    public async Task Keep(string text)
    {
        state.State.Text = text;
        await state.WriteStateAsync();
    }

    public Task Forget() => state.ClearStateAsync();

    public Task<string?> Kept() => Task.FromResult(state.State.Text);
}
