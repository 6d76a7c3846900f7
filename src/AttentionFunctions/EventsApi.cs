using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

public sealed class EventsApi(EventsEndpoint events)
{
    [Function(nameof(Routes.Events))]
    public Task<IResult> Post(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Events)] HttpRequest request, CancellationToken cancel) =>
        events.PostAsync(request, cancel);
}
